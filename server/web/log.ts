/** What the web's parts need of a logger; pino fits. */
export interface WebLog {
  info(detail: object, message: string): void
  warn(detail: object, message: string): void
  error(detail: object, message: string): void
}
