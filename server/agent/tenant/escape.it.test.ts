// The second line of defence: a container that was made through the gateway, and what root in it can't do. Each line of the table is
// tried from inside; those that are harmless are tried in a privileged container, too, where they must work, or they prove nothing.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createStage, docker, type Stage } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'

/** Succeeds only for one who got out, or got more than a container is given. `privileged`: with everything allowed it works on any machine, and does no harm. */
const escapes: { name: string; command: string; privileged: boolean }[] = [
  { name: 'mount a file system', command: 'mkdir -p /t && mount -t tmpfs none /t', privileged: true },
  { name: 'mount a directory elsewhere', command: 'mkdir -p /m && mount --bind /etc /m', privileged: true },
  { name: 'make /proc/sys writable', command: 'mount -o remount,rw /proc/sys', privileged: false },
  {
    name: 'mount a control group hierarchy',
    command: 'mkdir -p /cg && mount -t cgroup -o memory cgroup /cg',
    privileged: true,
  },
  {
    name: 'write to a control group',
    command:
      'f=$(find /sys/fs/cgroup -name cgroup.procs | head -1) && [ -n "$f" ] && mkdir $(dirname $f)/x && rmdir $(dirname $f)/x',
    privileged: true,
  },
  {
    name: 'set a release agent',
    command: 'for f in $(find /sys/fs/cgroup -name release_agent); do echo "$(cat $f)" > $f && exit 0; done; exit 1',
    privileged: false,
  },
  {
    name: 'leave by core_pattern',
    command: 'p=$(cat /proc/sys/kernel/core_pattern) && echo "$p" > /proc/sys/kernel/core_pattern',
    privileged: true,
  },
  {
    name: 'change the machine’s sysctls',
    command: 'v=$(cat /proc/sys/vm/swappiness) && echo $v > /proc/sys/vm/swappiness',
    privileged: true,
  },
  { name: 'press sysrq', command: '[ -w /proc/sysrq-trigger ] && : >> /proc/sysrq-trigger', privileged: false },
  { name: 'make a device', command: 'mknod /dev/kmem2 c 1 2', privileged: true },
  {
    name: 'find a disk',
    command: 'ls /dev/sda* /dev/vda* /dev/nvme* /dev/dm-* /dev/loop0 2>/dev/null | grep -q .',
    privileged: false,
  },
  { name: 'open the kernel’s memory', command: 'dd if=/proc/kcore of=/dev/null bs=1 count=1', privileged: false },
  { name: 'load a module', command: 'echo 0 > /x.ko; insmod /x.ko 2>&1 | grep -qv "not permitted"', privileged: false },
  { name: 'new user namespace', command: 'unshare -U true', privileged: true },
  { name: 'new mount namespace', command: 'unshare -m true', privileged: true },
  { name: 'new pid namespace', command: 'unshare -p true', privileged: true },
  { name: 'enter namespaces of process 1', command: 'nsenter -t 1 -m -p true', privileged: false },
  { name: 'rename the machine', command: 'hostname "$(hostname)"', privileged: true },
  { name: 'set the clock', command: '! date -s "$(date +%H:%M:%S)" 2>&1 | grep -q "set date"', privileged: false },
  { name: 'make a network interface', command: 'ip link add d0 type dummy', privileged: false },
  { name: 'take another address', command: 'ip addr add 10.9.9.9/32 dev lo', privileged: true },
  { name: 'swap', command: 'dd if=/dev/zero of=/s bs=1k count=40 && mkswap /s && swapon /s', privileged: false },
  { name: 'read the kernel’s log', command: 'dmesg | grep -q .', privileged: true },
  { name: 'pivot the root', command: 'mkdir -p /n/o && pivot_root /n /n/o', privileged: false },
  { name: 'raise a hard limit', command: 'ulimit -H -n 1048576', privileged: false },
  { name: 'be nicer to itself', command: 'nice -n -20 true', privileged: false },
  { name: 'escape the out-of-memory killer', command: 'echo -1000 > /proc/self/oom_score_adj', privileged: false },
  { name: 'read secrets of the kernel’s key rings', command: '[ -s /proc/keys ]', privileged: false },
  { name: 'read the timers of all processes', command: '[ -s /proc/timer_list ]', privileged: false },
  { name: 'look into the firmware', command: 'ls -A /sys/firmware | grep -q .', privileged: false },
  {
    name: 'find a socket of the engine',
    command: 'find / -xdev -name "docker*.sock" -o -xdev -name "containerd*.sock" | grep -q .',
    privileged: false,
  },
  {
    name: 'see the machine’s processes',
    command: 'ps -o comm | grep -qE "dockerd|containerd|kthreadd|systemd$"',
    privileged: false,
  },
  { name: 'end a process of the machine', command: 'kill -0 2', privileged: false },
  { name: 'open a file by its handle', command: 'ls /proc/1/root/proc/1/root/var/lib/docker', privileged: false },
  {
    name: 'gain rights by a set-uid program',
    command: 'cp /bin/busybox /su && chmod 4755 /su && setpriv --reuid 1000 --clear-groups /su id -u | grep -qx 0',
    privileged: false,
  },
]

const script = (all: typeof escapes) =>
  all.map(({ command }, n) => `if (${command}) >/dev/null 2>&1 </dev/null; then echo got-${n}; fi`).join('\n')
const got = (text: string, all: typeof escapes) =>
  all.filter((_, n) => text.split(/\r?\n/).includes(`got-${n}`)).map(({ name }) => name)

let stage: Stage
let me: Tenant
beforeAll(async () => {
  stage = await createStage()
  me = await stage.tenants.create()
})
afterAll(() => stage?.end())

const run = async (command: string) => {
  const ran = await docker(me, 'run --rm -i busybox sh', command)
  expect(ran.code, ran.err).toBe(0)
  return ran.out
}

/** Not `Privileged`: an engine in a virtual machine may lack CAP_SYS_RESOURCE itself, and can't give it. */
const EVERYTHING = {
  CapAdd: ['ALL'],
  CapDrop: ['SYS_RESOURCE'],
  SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined', 'no-new-privileges=false'],
  MaskedPaths: [],
  ReadonlyPaths: [],
  UsernsMode: 'host',
  PidMode: 'host',
  Binds: ['/sys/fs/cgroup:/sys/fs/cgroup'],
}

/** Runs it in a container of the raw engine that is allowed everything. */
async function privileged(command: string): Promise<string> {
  const image = await stage.raw.json('GET', { path: '/images/catalog.drydock.local%2Fbusybox/json' })
  const { Id } = await stage.raw.json('POST', {
    path: '/containers/create',
    body: {
      Image: image.Id,
      Cmd: ['sh', '-c', command],
      Tty: true,
      HostConfig: EVERYTHING,
    },
  })
  try {
    await stage.raw.json('POST', { path: `/containers/${Id}/start` })
    await stage.raw.json('POST', { path: `/containers/${Id}/wait` })
    const { stream } = await stage.raw.stream('GET', { path: `/containers/${Id}/logs`, query: { stdout: true } })
    let text = ''
    for await (const part of stream) text += part
    return text
  } finally {
    await stage.raw.json('DELETE', { path: `/containers/${Id}`, query: { force: true } })
  }
}

it('G-F10 no way out is open, and the ways that can be shown to work elsewhere do', async () => {
  const harmless = escapes.filter(({ privileged: works }) => works)
  expect(got(await privileged(script(harmless)), harmless)).toEqual(harmless.map(({ name }) => name))
  expect(got(await run(`${script(escapes)}\nexit 0`), escapes)).toEqual([])
})

it('G-F11 root inside is nobody outside; seccomp, no-new-privileges and few capabilities hold', async () => {
  const status = await run(
    'cat /proc/self/status; echo uid_map $(cat /proc/self/uid_map); echo devices $(ls /dev | sort)',
  )
  expect(status).toMatch(/^Seccomp:\s+2$/m)
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  const base = Number(/^uid_map 0 (\d+) /m.exec(status)?.[1])
  expect(base).toBeGreaterThan(0)
  // CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID NET_BIND_SERVICE NET_RAW SYS_CHROOT SETFCAP
  const allowed = [0, 1, 3, 4, 5, 6, 7, 10, 13, 18, 31].reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n)
  for (const set of ['CapBnd', 'CapPrm', 'CapEff'])
    expect(BigInt(`0x${new RegExp(`^${set}:\\s+([0-9a-f]+)$`, 'm').exec(status)?.[1]}`)).toBe(allowed)
  expect(/^devices (?:core )?(.*)$/m.exec(status)?.[1]).toBe(
    'fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero',
  )
})

it('G-F12 what it writes belongs to nobody of the machine, and its processes are not root on it', async () => {
  await docker(me, 'run -d --name web -v /home/student/app:/app busybox sh -c "touch /app/f; sleep 1000"')
  const { State } = await stage.raw.json('GET', { path: `/containers/${me.id}_web/json` })
  const top = await stage.raw.json('GET', { path: `/containers/${me.id}_web/top`, query: { ps_args: '-eo uid,pid' } })
  expect(State.Pid).toBeGreaterThan(1)
  for (const [uid] of top.Processes) expect(Number(uid)).toBeGreaterThan(0)
  await docker(me, 'rm -f web')
})
