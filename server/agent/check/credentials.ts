// A lab's shell lines are written for everybody; who pushes has an account of their own.
export interface Credentials {
  name: string
  password: string
}

const PLACE = /\{(account|password)\}/g

/** Lines with `{account}` and `{password}` filled in. `account` is asked for only if there is a place for it. */
export async function inName(lines: string[], account: () => Promise<Credentials>): Promise<string[]> {
  if (!lines.some((line) => line.search(PLACE) >= 0)) return lines
  const { name, password } = await account()
  return lines.map((line) => line.replace(PLACE, (_, what) => (what === 'account' ? name : password)))
}
