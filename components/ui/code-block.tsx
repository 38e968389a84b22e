import { classNames } from './class-name.ts'
import { consoleCommands, parseConsole } from './console.ts'
import { CopyButton } from './copy-button.tsx'

type Labels = { copy: string; copied: string; terminal: string; code: string }
type Props = { code: string; language?: string; labels: Labels; className?: string }

const SHELLS = ['sh', 'bash', 'shell']

/**
 * `console`: a terminal with commands apart from their output. `sh`: commands alone, each with a prompt that isn't
 * copied. Anything else: a file or a fragment of one.
 */
export function CodeBlock({ code, language = '', labels, className }: Props) {
  if (language === 'console') return <Terminal source={code} labels={labels} className={className} />
  if (SHELLS.includes(language)) {
    const source = code
      .replace(/\n$/, '')
      .split('\n')
      .reduce<string[]>((lines, line) => {
        const goesOn = lines.at(-1)?.endsWith('\\')
        return lines.concat(goesOn || !line || line.startsWith('#') ? line : `$ ${line}`)
      }, [])
    return <Terminal source={source.join('\n')} labels={labels} className={className} />
  }
  const text = code.replace(/\n$/, '')
  return (
    <div className={classNames('relative rounded-lg border border-line bg-sunken', className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <figure tabIndex={0} aria-label={language || labels.code} className="overflow-x-auto rounded-lg py-3 pr-12 pl-4">
        <pre className="text-[0.8125rem] leading-6">
          <code>{text}</code>
        </pre>
      </figure>
      <CopyButton
        text={text}
        label={labels.copy}
        done={labels.copied}
        className="absolute top-1.5 right-1.5 text-ink-faint hover:bg-hover hover:text-ink"
      />
    </div>
  )
}

function Terminal({ source, labels, className }: { source: string; labels: Labels; className?: string }) {
  const lines = parseConsole(source)
  const commands = consoleCommands(lines)
  return (
    <div className={classNames('relative rounded-lg border border-term-line bg-term-bg', className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <figure tabIndex={0} aria-label={labels.terminal} className="overflow-x-auto rounded-lg py-3 pr-12 pl-4">
        <pre className="text-[0.8125rem] leading-6 text-term-faint">
          <code>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a constant text
              <span key={index} className="block min-h-6">
                {line.kind === 'command' ? (
                  <>
                    <span className="text-term-prompt select-none">{line.prompt}</span>
                    <span className="font-medium text-term-ink">{line.text}</span>
                  </>
                ) : (
                  line.text
                )}
              </span>
            ))}
          </code>
        </pre>
      </figure>
      {commands ? (
        <CopyButton
          text={commands}
          label={labels.copy}
          done={labels.copied}
          className="absolute top-1.5 right-1.5 text-term-faint hover:bg-term-line hover:text-term-ink"
        />
      ) : null}
    </div>
  )
}
