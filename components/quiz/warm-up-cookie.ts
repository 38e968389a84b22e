/** Lessons whose warm-up was done or skipped in this browser. A cookie, so that the page comes without it at once. */
export const WARM_UP_COOKIE = 'warm-up'

/** By tomorrow there is something to warm up for again. */
const HALF_DAY_S = 12 * 60 * 60

export const warmedUp = (cookie: string | undefined, slug: string): boolean => (cookie ?? '').split('.').includes(slug)

/** In the browser only. */
export function noteWarmUp(slug: string): void {
  const now = new RegExp(`(?:^|; )${WARM_UP_COOKIE}=([^;]*)`).exec(document.cookie)?.[1]
  const slugs = [...new Set([...(now ? now.split('.') : []), slug])].join('.')
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is not in every browser that we support
  document.cookie = `${WARM_UP_COOKIE}=${slugs}; path=/; max-age=${HALF_DAY_S}; samesite=lax`
}
