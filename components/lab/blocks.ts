export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'code'; language: string; text: string }

const BULLET = /^[-*] +(.*)$/
const NUMBER = /^\d+\. +(.*)$/
const FENCE = /^```(\w*)\s*$/

export function parseBlocks(source: string): Block[] {
  const blocks: Block[] = []
  const lines = source.split('\n')
  let fresh = true
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const fence = FENCE.exec(line)
    if (fence) {
      const from = at + 1
      do at++
      while (at < lines.length && !FENCE.test(lines[at]!))
      blocks.push({ kind: 'code', language: fence[1]!, text: lines.slice(from, at).join('\n') })
      fresh = true
      continue
    }
    if (line.trim() === '') {
      fresh = true
      continue
    }
    const last = fresh ? undefined : blocks.at(-1)
    const ordered = NUMBER.test(line)
    const item = (ordered ? NUMBER : BULLET).exec(line)?.[1]
    if (item !== undefined) {
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(item)
      else blocks.push({ kind: 'list', ordered, items: [item] })
    } else if (last?.kind === 'paragraph') last.text += ` ${line.trim()}`
    else if (last?.kind === 'list') last.items[last.items.length - 1] += ` ${line.trim()}`
    else blocks.push({ kind: 'paragraph', text: line.trim() })
    fresh = false
  }
  return blocks
}
