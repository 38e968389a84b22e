import { createNavigation } from 'next-intl/navigation'
import { routing } from './routing.ts'

/** Links and routers that keep the language. */
export const { Link, redirect, usePathname, useRouter } = createNavigation(routing)
