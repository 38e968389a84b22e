// The markdown of lab texts in blocks: paragraphs, lists, fenced code. Lines inside a paragraph flow together.
import { useTranslations } from 'next-intl'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { InlineText } from '#components/ui/inline-text.tsx'
import { type Block, parseBlocks } from './blocks.ts'

export function RichText({ children }: { children: string }) {
  return (
    <div className="min-w-0 space-y-2.5">
      {parseBlocks(children).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parsed from a constant text, never reordered
        <BlockView key={index} block={block} />
      ))}
    </div>
  )
}

function BlockView({ block }: { block: Block }) {
  const t = useTranslations('lab')
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <InlineText>{block.text}</InlineText>
        </p>
      )
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List className={block.ordered ? 'list-decimal space-y-1 pl-5' : 'list-disc space-y-1 pl-5'}>
          {block.items.map((item) => (
            <li key={item}>
              <InlineText>{item}</InlineText>
            </li>
          ))}
        </List>
      )
    }
    case 'code': {
      const labels = { copy: t('copy'), copied: t('copied'), terminal: t('tab.terminal'), code: t('commands') }
      return <CodeBlock code={block.text} language={block.language} labels={labels} />
    }
  }
}
