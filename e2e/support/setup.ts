import { startApp } from './app.ts'

/** One app for all specs. Returns its end, as Playwright wants it. */
export default async function setup(): Promise<() => Promise<void>> {
  // While writing tests: DRYDOCK_TEST_REUSE=1 takes the app that runs on the port already.
  if (process.env.DRYDOCK_TEST_REUSE) return async () => {}
  const app = await startApp({
    home: process.env.DRYDOCK_TEST_HOME ?? '.drydock-test',
    port: Number(process.env.DRYDOCK_TEST_PORT ?? 3100),
  })
  process.env.DRYDOCK_TEST_INSTRUCTOR = app.instructorLink
  return () => app.stop()
}
