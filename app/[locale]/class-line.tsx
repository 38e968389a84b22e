import { getLocale } from 'next-intl/server'
import { ClassBarLater } from '#components/live/class-bar-later.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { services } from '#server/web/services.ts'

/** The class bar with the names of lessons and steps that it speaks of. */
export async function ClassLine() {
  const locale = await getLocale()
  const { lessons } = await services().course()
  const pages = await Promise.all(lessons.map(({ slug }) => services().lesson(slug)))
  const titles = Object.fromEntries(lessons.map(({ slug, meta }) => [slug, meta.title[locale]]))
  const steps = Object.fromEntries(
    pages.flatMap((page) =>
      page?.lab ? [[page.slug, Object.fromEntries(page.lab.steps.map((step) => [step.id, step.title[locale]]))]] : [],
    ),
  )
  return (
    <Messages of={['ui', 'live', 'error']}>
      <ClassBarLater titles={titles} steps={steps} />
    </Messages>
  )
}
