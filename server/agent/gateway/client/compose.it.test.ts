// One compose project, with compose 2.26 (the workspace's) and docker-compose 1.29 (Debian 12's), on two tenants at the same time.
import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../../part.ts'
import { createStage, type Stage } from '../test-stage.ts'
import { type Box, oldClients, openBox, WORKSPACE } from './client-box.ts'
import { ok } from './client-work.ts'

const COMPOSE = `services:
  web:
    build: ./web
    ports: ["8080:80", "5353:53/udp"]
    depends_on: { db: { condition: service_healthy } }
    volumes: ["./site:/site:ro", "data:/data"]
    networks: [front, back]
    restart: unless-stopped
    stop_grace_period: 0s
  db:
    image: busybox
    command: sh -c "echo up > /data/ready; exec httpd -f -p 5432 -h /data"
    volumes: ["data:/data"]
    networks: { back: { aliases: [store] } }
    stop_grace_period: 0s
    healthcheck: { test: ["CMD", "test", "-f", "/data/ready"], interval: 1s, timeout: 5s, retries: 20 }
networks: { front: {}, back: { driver: bridge } }
volumes: { data: {} }
`
const FILES = {
  'compose.yaml': COMPOSE,
  'web/Dockerfile': 'FROM busybox\nCOPY index.html /www/\nEXPOSE 80\nCMD ["httpd","-f","-p","80","-h","/www"]\n',
  'web/index.html': 'hi from web\n',
  'site/file': 'site\n',
}

let stage: Stage
const sides: { compose: string; box: Box; tenant: Tenant }[] = []
beforeAll(async () => {
  stage = await createStage()
  for (const [compose, image] of [
    ['docker compose', WORKSPACE],
    ['docker-compose', await oldClients()],
  ] as const) {
    const tenant = await stage.tenants.create()
    for (const [name, text] of Object.entries(FILES)) {
      await mkdir(new URL('.', `file://${tenant.homeDir}/shop/${name}`), { recursive: true })
      await writeFile(`${tenant.homeDir}/shop/${name}`, text)
    }
    sides.push({ compose, tenant, box: await openBox(tenant, image) })
  }
}, 600_000)
afterAll(async () => {
  for (const { box } of sides) await box.end()
  await stage?.end()
})

type Run = (args: string) => Promise<string>
/** The same on both sides at once. */
const both = (work: (compose: Run, side: (typeof sides)[number]) => Promise<unknown>) =>
  Promise.all(sides.map((side) => work((args) => ok(side.box, `cd shop; ${side.compose} ${args}`), side)))

describe('G-3xx docker compose 2.26 and docker-compose 1.29 at once', { timeout: 180_000 }, () => {
  it('are what they should be', async () => {
    const [two, one] = await both((compose) => compose('version --short'))
    expect(two).toMatch(/^2\.26\./)
    expect(one).toMatch(/^1\.29\./)
  })
  it('up: builds, waits until the database is healthy, publishes', async () => {
    await both(async (_, { box, compose }) => {
      const { code, out, err } = await box.run(`cd shop; ${compose} up -d --build`)
      expect(code, err).toBe(0)
      expect(out).toMatch(/Step 4\/\d : CMD[\s\S]*Successfully tagged/)
      expect(`${out}${err}`).not.toMatch(/deprecat|buildkit/i)
    })
    await both(async (compose, { tenant }) => {
      expect(await compose('ps')).toMatch(/db.*[\s\S]*web/)
      expect(await compose('port web 80')).toBe('0.0.0.0:8080')
      expect([...stage.host.relays(tenant).keys()].sort()).toEqual(['5353/udp', '8080/tcp'])
    })
  })
  it('exec, names of services and aliases, volumes and paths', () =>
    both(async (compose) => {
      expect(await compose('exec -T web wget -qO- http://127.0.0.1')).toBe('hi from web')
      expect(await compose('exec -T web wget -qO- http://db:5432/ready')).toBe('up')
      expect(await compose('exec -T web wget -qO- http://store:5432/ready')).toBe('up')
      expect(await compose('exec -T web cat /site/file /data/ready')).toBe('site\nup')
    }))
  it('logs, top, images, restart, stop and start, run, scale', () =>
    both(async (compose, { box }) => {
      expect(await compose('top')).toContain('httpd -f -p 5432')
      expect(await compose('images')).toMatch(/shop.web/)
      await compose('restart -t 0 web')
      await compose('stop -t 0 web')
      await compose('start web')
      expect(await compose('run --rm -T web echo ran')).toContain('ran')
      await compose('up -d --scale db=2')
      expect(await ok(box, 'docker ps -q --filter label=com.docker.compose.service=db')).toMatch(/^\w{12}\n\w{12}$/)
      expect(await compose('logs --no-color')).toBeDefined()
    }))
  it('down -v leaves nothing', async () => {
    await both(async (compose, { box }) => {
      await compose('down -v --rmi local --timeout 0')
      expect(await ok(box, 'docker ps -aq; docker volume ls -q; docker images -q "shop*"')).toBe('')
      expect(await ok(box, 'docker network ls --format "{{.Name}}"')).toBe('bridge\nhost\nnone')
    })
    expect(stage.errors).toEqual([])
  })
})
