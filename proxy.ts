import createMiddleware from 'next-intl/middleware'
import { routing } from './components/ui/routing.ts'

export default createMiddleware(routing)

export const config = {
  // Pages only: not the API, Next’s own files, nor anything with a file ending.
  matcher: ['/((?!api|_next|socket.io|.*\\..*).*)'],
}
