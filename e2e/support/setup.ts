import { startApp } from './app.ts'

/** One app for all specs. Returns its end, as Playwright wants it. */
export default async function setup(): Promise<() => Promise<void>> {
  const app = await startApp({
    home: process.env.DRYDOCK_TEST_HOME ?? '.drydock-test',
    port: Number(process.env.DRYDOCK_TEST_PORT ?? 3100),
  })
  process.env.DRYDOCK_TEST_INSTRUCTOR = app.instructorLink
  return () => app.stop()
}
