// One learner of a soak: comes, does what learners do with a Docker host, is put to rest, comes back, and goes.
import { sit } from '../fault/sitter.ts'

const SLUG = 'first-containers'
/** Each leaves something running, published, mounted and connected: all that somebody must take away later. */
const LINES = [
  'docker run --rm busybox true',
  'docker network create net-a; docker volume create vol-a',
  'docker run -d --name web -p 8080:80 --network net-a -v vol-a:/data -v $HOME:/home-of-mine nginx',
  'for i in 1 2 3 4 5; do curl -sf localhost:8080 >/dev/null && break; sleep 1; done',
  'docker exec web sh -c "echo x > /data/x"; docker logs web | tail -n 1; docker ps -q',
]
const AFTER_REST = ['docker start web; docker rm -f web; docker network rm net-a; docker volume rm vol-a']
const LINE_MS = 120_000
/** A prompt that waits for a line. */
const PROMPT = /^\S+@\S+\$ ?$/

/** `rest`: ends what runs for the learner whose lab this is. @throws what did not work, within bounds of time */
export async function work(
  url: string,
  rest: (cookie: string) => Promise<void>,
): Promise<{ cookie: string; commands: number }> {
  const sitter = await sit(url, SLUG)
  let commands = 0
  try {
    const shell = await sitter.shell()
    await shell.until('a prompt', PROMPT, LINE_MS)
    const run = async (line: string) => {
      const mark = `done-${++commands}`
      shell.type(`${line}; echo ${mark}-$((1+1))\r`)
      await shell.until(line, new RegExp(`${mark}-2$`), LINE_MS)
    }
    for (const line of LINES) await run(line)
    await sitter.reload()
    await sitter.until('the shell after a reload', LINE_MS, async () => sitter.live() && shell.attached())
    await rest(sitter.cookie)
    // As the button of the screen does: opened again, the workspace comes back and a new shell with it.
    await sitter.reload()
    await sitter.until('the lab after a rest', LINE_MS, async () => sitter.live() && shell.attached())
    await shell.until('a prompt after a rest', PROMPT, LINE_MS)
    for (const line of AFTER_REST) await run(line)
    return { cookie: sitter.cookie, commands }
  } finally {
    sitter.leave()
  }
}
