// The inline markdown that `Text` values may hold: `code`, **bold**, [link](https://…). Anything else is text.

export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'bold'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }

const PATTERN = /`([^`]+)`|\*\*([^*]+(?:\*(?!\*)[^*]+)*)\*\*|\[([^\]]+)\]\(((?:https?:\/\/|\/|#)[^\s)]+)\)/g

export function parseInline(source: string): Inline[] {
  const out: Inline[] = []
  let from = 0
  for (const match of source.matchAll(PATTERN)) {
    if (match.index > from) out.push({ kind: 'text', text: source.slice(from, match.index) })
    const [all, code, bold, label, href] = match
    if (code !== undefined) out.push({ kind: 'code', text: code })
    else if (bold !== undefined) out.push({ kind: 'bold', children: parseInline(bold) })
    else out.push({ kind: 'link', href: href!, children: parseInline(label!) })
    from = match.index + all.length
  }
  if (from < source.length) out.push({ kind: 'text', text: source.slice(from) })
  return out
}
