// Every coach signature provoked for real: a learner types the mistake into a terminal of a workspace on a real engine.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signatureIds } from '#server/agent/coach/catalog.ts'
import { type Learner, openStage, type Stage } from './stage.ts'

const CARD_MS = 8_000
const dockerSocket = process.env.DRYDOCK_TEST_DOCKER
if (!dockerSocket) throw new Error('DRYDOCK_TEST_DOCKER must name the socket of a Docker Engine')

const cases: Record<string, string[]> = {
  // --- containers
  'name-in-use': ['docker create --name web busybox', 'docker run --name web busybox true'],
  'name-invalid': ['docker create --name my_웹 busybox'],
  'container-running': ['docker run -d --name web busybox sleep 600', 'docker rm web'],
  'container-paused': [
    'docker run -d --name web busybox sleep 600',
    'docker pause web',
    'docker exec web true',
    'docker unpause web',
  ],
  'container-unknown': ['docker stop nope'],
  'object-unknown': ['docker inspect nope'],
  'container-stopped': ['docker run --name web busybox true', 'docker exec web true'],
  'port-allocated': ['docker run -d -p 8080:80 nginx', 'docker run -d -p 8080:80 nginx'],
  'not-allowed-here': ['docker run --privileged busybox true'],
  'stop-timeout': ['docker run -d --name slow busybox sleep 600', 'docker stop slow'],
  // --- starts and ends
  'option-after-image': ['docker run busybox -d'],
  'program-not-found': ['docker run busybox bash'],
  'program-not-executable': ['docker run busybox /etc'],
  'exit-127': ["docker run -d busybox sh -c 'sleep 0.2; nonsense'"],
  'out-of-memory': ['docker run -d --memory 16m busybox tail /dev/zero'],
  'detached-shell': ['docker run -d busybox'],
  'shell-without-input': ['docker run busybox sh'],
  'exited-with-error': ["docker run -d busybox sh -c 'exit 3'"],
  // --- images, builds, volumes, networks
  'tag-unknown': ['docker pull busybox:nope'],
  'image-unknown': ['docker run bsybox'],
  'push-denied': ['docker tag busybox app', 'docker push app'],
  'push-unknown': ['docker push nobody/app'],
  'login-failed': ['echo guess | docker login -u nobody --password-stdin'],
  'image-not-here': ['docker rmi nope'],
  // One that no other case tags: with a second tag it would only lose this one.
  'image-in-use': ['docker create nginx', 'docker rmi nginx'],
  'image-several-tags': [
    'mkdir -p b && printf "FROM busybox\\nRUN touch /x\\n" > b/Dockerfile && docker build -q -t one b && docker tag one two',
    'docker rmi $(docker images -q one)',
  ],
  'reference-invalid': ['docker run BusyBox'],
  'dockerfile-missing': ['mkdir -p empty && docker build empty'],
  'copy-source-missing': ['mkdir -p c && printf "FROM busybox\\nCOPY nope /\\n" > c/Dockerfile && docker build c'],
  'dockerfile-syntax': ['mkdir -p d && printf "FORM busybox\\n" > d/Dockerfile && docker build d'],
  'volume-in-use': ['docker create -v data:/data busybox', 'docker volume rm data'],
  'volume-unknown': ['docker volume rm nope'],
  'bind-source-missing': ['docker run --rm --mount type=bind,src="$HOME/nope",dst=/x busybox true'],
  'mount-path-relative': ['docker run --rm -v data:x busybox true'],
  'volume-name-invalid': ['docker run --rm -v da/ta:/x busybox true'],
  'network-in-use': ['docker network create n', 'docker run -d --network n busybox sleep 600', 'docker network rm n'],
  'network-unknown': ['docker run --network nope busybox true'],
  // --- shell
  'hangul-layout': ['애찯ㄱ ㅔㄴ'],
  'docker-typo': ['dokcer ps'],
  'docker-inside-container': ["docker run --rm -it busybox sh -c 'docker ps'"],
  'unknown-command': ['docker rum busybox'],
  'unknown-flag': ['docker run --nmae web busybox'],
  'missing-argument': ['docker run'],
  'flag-needs-value': ['docker run --name'],
  'not-a-terminal': ['docker run -d --name web busybox sleep 600', 'echo | docker exec -it web true'],
  'publish-format': ['docker run -p 80:x busybox'],
  'daemon-unreachable': ['DOCKER_HOST=tcp://127.0.0.1:9 docker ps'],
  'port-not-published': ['curl -s -S localhost:8099'],
  'nothing-listens-inside': ['docker run -d -p 8080:9999 nginx', 'curl -s -S localhost:8080'],
  'permission-denied': ['cat /etc/shadow'],
}

let stage: Stage
let learner: Learner
beforeAll(async () => {
  stage = await openStage({ dockerSocket })
  learner = await stage.learner()
  await learner.open()
  await learner.type('docker pull -q busybox; docker pull -q nginx')
}, 900_000)
afterAll(() => stage?.close())

it('has a case for every signature', () => {
  expect([...signatureIds].sort()).toEqual(Object.keys(cases).sort())
})

it.each(Object.entries(cases))('%s', async (signature, lines) => {
  learner.cards.length = 0
  let said = ''
  for (const line of lines) said += (await learner.type(line)).output
  const told = await learner.until(() => learner.cards.some((card) => card.signature === signature), CARD_MS)
  const cards = learner.cards.map((card) => card.signature)
  await learner.type('docker ps -aq | xargs -r docker rm -f >/dev/null')
  expect(told, `${JSON.stringify(cards)} after ${said}`).toBe(true)
  // One cause, one card.
  expect(cards.filter((one) => one === signature)).toHaveLength(1)
  const card = learner.cards.find((one) => one.signature === signature)!
  expect(card.line).not.toBe('')
  for (const text of [card.title.ko, card.title.en, card.meaning.ko, card.meaning.en])
    expect(text).not.toMatch(/\{\w+\}/)
})
