// What people do with Docker in an afternoon, through any client that is called docker.
import { expect } from 'vitest'
import type { Box } from './client-box.ts'

/** Runs the script, which must succeed; its output. */
export async function ok(box: Box, script: string, input = ''): Promise<string> {
  const ran = await box.run(`set -e; ${script}`, { input })
  expect(ran.code, `${script}\n${ran.out}\n${ran.err}`).toBe(0)
  return ran.out
}

/** `name` goes into all that is made, so that two tenants must not see each other's. */
export async function containersWork(box: Box, name: string) {
  expect(await ok(box, `docker run --rm busybox echo ${name}`)).toBe(name)
  expect((await box.run('docker run --rm busybox sh -c "exit 5"')).code).toBe(5)
  await ok(
    box,
    `docker run -d --name web -p 8080:80 -e WHO=${name} -v data:/data busybox sh -c 'echo $WHO > /data/who; cat /data/who; exec httpd -f -h /data'`,
  )
  expect(await ok(box, 'docker ps --format "{{.Names}} {{.Image}} {{.Ports}}"')).toBe(
    'web busybox 0.0.0.0:8080->80/tcp',
  )
  expect(await ok(box, 'docker exec web wget -qO- http://127.0.0.1/who')).toBe(name)
  expect(await ok(box, 'docker exec -i web cat', 'over stdin')).toBe('over stdin')
  expect(await ok(box, 'docker logs web')).toBe(name)
  expect(await ok(box, 'docker port web')).toBe('80/tcp -> 0.0.0.0:8080')
  await ok(box, `echo from ${name} > note; docker cp note web:/data/; docker cp web:/data/note back`)
  expect(await ok(box, 'cat back')).toBe(`from ${name}`)
  expect(await ok(box, 'docker stats --no-stream --format "{{.Name}} {{.PIDs}}"')).toMatch(/^web [1-9]/)
  expect(await ok(box, 'docker top web')).toContain('httpd')
  expect(await ok(box, 'docker diff web')).toContain('A /data')
  expect(await ok(box, 'docker inspect -f "{{.Config.Image}} {{.State.Status}}" web')).toBe('busybox running')
  expect(await ok(box, 'docker system df -v --format "{{json .Volumes}}" || docker system df -v')).toContain('data')
  const events = ok(box, 'timeout 20 docker events --filter event=die --format "{{.Actor.Attributes.name}}" | head -1')
  await ok(box, 'for i in 1 2 3 4 5 6 7 8; do docker run --rm --name short busybox true; done')
  expect(await events).toBe('short')
  await ok(box, 'docker stop -t 0 web; docker start web; docker restart -t 0 web; docker pause web; docker unpause web')
  await ok(box, 'docker rename web site; docker update --memory 64m --memory-swap 64m site; docker kill site')
  expect(await ok(box, 'docker wait site')).toBe('137')
}

export async function networksWork(box: Box) {
  await ok(
    box,
    'docker network create inner; docker run -d --name store --network inner --network-alias db busybox httpd -f',
  )
  expect(await ok(box, 'docker run --rm --network inner busybox ping -c 1 db')).toContain('1 packets received')
  expect(await ok(box, 'docker run --rm --network inner busybox ping -c 1 store')).toContain('1 packets received')
  await ok(box, 'docker network disconnect inner store; docker network connect --alias again inner store')
  expect(await ok(box, 'docker run --rm --network inner busybox ping -c 1 again')).toContain('1 packets received')
  await ok(box, 'docker rm -f store; docker network rm inner')
}

/** @returns all that the client printed */
export async function buildsWork(box: Box, name: string): Promise<string> {
  await ok(
    box,
    String.raw`mkdir -p app && cd app && printf 'FROM busybox\nARG WHO\nRUN echo $WHO > /who\nCMD cat /who\n' > Dockerfile`,
  )
  const built = await box.run(`cd app && docker build --build-arg WHO=${name} -t app:1 .`)
  expect(built.code, built.err).toBe(0)
  expect(built.out).toMatch(/Successfully tagged app:1$/)
  expect(await ok(box, 'docker run --rm app:1')).toBe(name)
  await ok(box, 'docker tag app:1 app:2; docker rmi app:1; docker save app:2 > app.tar; docker rmi app:2')
  expect(await ok(box, 'docker load < app.tar')).toBe('Loaded image: app:2')
  expect(await ok(box, 'docker run --rm app:2')).toBe(name)
  expect(await ok(box, 'docker history --no-trunc --format "{{.CreatedBy}}" app:2')).toContain(
    'CMD ["/bin/sh" "-c" "cat /who"]',
  )
  await ok(box, 'docker commit site kept:1; docker image inspect kept:1 > /dev/null')
  return `${built.out}\n${built.err}`
}

export async function nothingIsLeft(box: Box) {
  await ok(box, 'docker container prune -f; docker image prune -af; docker network prune -f; docker volume rm data')
  expect(await ok(box, 'docker ps -aq; docker volume ls -q')).toBe('')
  expect(await ok(box, 'docker images -q app; docker images -q kept')).toBe('')
}
