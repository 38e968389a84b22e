'use client'

import { useEffect } from 'react'

/** Marks in the table of contents the section that is being read. */
export function SectionSpy({ ids }: { ids: string[] }) {
  useEffect(() => {
    const links = new Map(
      [...document.querySelectorAll<HTMLAnchorElement>('a[data-section]')].map((a) => [a.dataset.section, a]),
    )
    const sections = ids.flatMap((id) => document.getElementById(id) ?? [])
    const mark = () => {
      const line = window.innerHeight * 0.3
      const current = sections.findLast((section) => section.getBoundingClientRect().top < line)
      for (const [id, link] of links) {
        if (id === current?.id) link.setAttribute('aria-current', 'location')
        else link.removeAttribute('aria-current')
      }
    }
    const observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -70% 0px' })
    for (const section of sections) observer.observe(section)
    mark()
    return () => observer.disconnect()
  }, [ids])
  return null
}
