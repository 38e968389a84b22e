import { describe, expect, it } from 'vitest'
import { isTarHeader } from './container-stream.ts'
import { forcedLimits } from './create-limit.ts'
import { readPorts } from './create-port.ts'
import { createBody } from './create-shape.ts'
import type { Json } from './json.ts'
import * as limit from './limit.ts'
import { checkLabels, visibleLabels, visibleName } from './name.ts'
import { readObject } from './shape.ts'

const read = (value: Json) => readObject(value, '', createBody)
const host = (fields: Json) => read({ Image: 'x', HostConfig: fields })

describe('G-301 create by allow-list', () => {
  it('takes what the CLI sends, zero values and all', () => {
    expect(
      host({
        Binds: null,
        ContainerIDFile: '',
        PidsLimit: 0,
        MemorySwappiness: -1,
        OomKillDisable: false,
        KernelMemory: 0,
        Devices: [],
        DeviceRequests: null,
        ConsoleSize: [0, 0],
        MaskedPaths: null,
        BlkioWeightDevice: [],
        Privileged: false,
        UTSMode: '',
      }),
    ).toBeTruthy()
    expect(read({ NetworkingConfig: { EndpointsConfig: { default: { GwPriority: 0, DNSNames: null } } } })).toBeTruthy()
  })

  it.each<[string, Json]>([
    ['a top-level HostConfig field', { Image: 'x', Privileged: true }],
    ['top-level Binds', { Image: 'x', Binds: ['/:/h'] }],
    ['another spelling', { Image: 'x', hostconfig: { Privileged: true } }],
    ['another spelling, though zero', { Image: 'x', hostconfig: {} }],
    ['a folded spelling', { Image: 'x', 'Ho\u017ftConfig': {} }],
    ['an unknown field', { Image: 'x', Foo: 1 }],
    ['a string for a list', { Image: 'x', HostConfig: { CapDrop: 'ALL' } }],
    ['a number for a string', { Image: 1 }],
    ['a working directory below /proc', { Image: 'x', WorkingDir: '/proc/self/fd/8' }],
    ['a working directory below /proc, spelled long', { Image: 'x', WorkingDir: '/./proc/self/fd/8' }],
    ['a working directory with ..', { Image: 'x', WorkingDir: '/a/../proc/self' }],
    ['a relative working directory', { Image: 'x', WorkingDir: 'proc' }],
    ['a health check in milliseconds', { Image: 'x', Healthcheck: { Test: ['CMD', 'true'], Interval: 1000 } }],
  ])('refuses %s', (_what, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ name: 'Refusal' }))
  })

  it.each<[string, Json]>([
    ['Privileged', true],
    ['CapAdd', ['SYS_ADMIN']],
    ['CapAdd', ['ALL']],
    ['CapAdd', ['cap_net_admin']],
    ['Devices', [{ PathOnHost: '/dev/sda' }]],
    ['DeviceRequests', [{ Count: -1 }]],
    ['DeviceCgroupRules', ['a *:* rwm']],
    ['PidMode', 'host'],
    ['IpcMode', 'host'],
    ['UTSMode', 'host'],
    ['UsernsMode', 'host'],
    ['CgroupnsMode', 'host'],
    ['CgroupParent', '/'],
    ['SecurityOpt', ['seccomp=unconfined']],
    ['SecurityOpt', ['apparmor=unconfined']],
    ['SecurityOpt', ['no-new-privileges=false']],
    ['Sysctls', { 'kernel.core_pattern': '|/x' }],
    ['Runtime', 'io.containerd.runtime.v1.linux'],
    ['LogConfig', { Type: 'syslog' }],
    ['MaskedPaths', ['/x']],
    ['ReadonlyPaths', ['/x']],
    ['OomKillDisable', true],
    ['OomScoreAdj', -1000],
    ['StorageOpt', { size: '1T' }],
    ['VolumeDriver', 'nfs'],
    ['Mounts', [{ Type: 'npipe', Source: '/', Target: '/x' }]],
    [
      'Mounts',
      [{ Type: 'volume', Target: '/x', VolumeOptions: { DriverConfig: { Name: 'local', Options: { device: '/' } } } }],
    ],
    ['Mounts', [{ Type: 'bind', Source: '/x', Target: '/x', BindOptions: { Propagation: 'rshared' } }]],
    ['CpuRealtimeRuntime', 1],
    ['BlkioDeviceReadBps', [{ Path: '/dev/sda', Rate: 1 }]],
    ['KernelMemory', 1],
    ['ShmSize', limit.SHM_MAX_BYTES + 1],
    ['CpusetCpus', '0;1'],
  ])('G-322 refuses HostConfig.%s %j', (name, value) => {
    expect(() => host({ [name]: value })).toThrow(expect.objectContaining({ name: 'Refusal' }))
  })

  it('forces limits where none are given, and shows none', () => {
    const { engine, shown } = forcedLimits({})
    expect(engine).toMatchObject({
      Memory: limit.MEMORY_DEFAULT_BYTES,
      MemorySwap: limit.MEMORY_DEFAULT_BYTES,
      NanoCpus: limit.NANO_CPUS_DEFAULT,
      PidsLimit: limit.PIDS_DEFAULT,
    })
    expect(shown).toMatchObject({ Memory: 0, NanoCpus: 0, PidsLimit: null })
  })
  it('turns a quota into CPUs', () => {
    expect(forcedLimits({ CpuQuota: 50_000 }).engine.NanoCpus).toBe(5e8)
  })
  it.each([
    { Memory: limit.MEMORY_MAX_BYTES + 1 },
    { Memory: -1 },
    { Memory: 2 ** 23, MemorySwap: -1 },
    { Memory: 2 ** 24, MemorySwap: 2 ** 23 },
    { MemorySwap: 2 ** 24 },
    { NanoCpus: limit.NANO_CPUS_MAX + 1 },
    { NanoCpus: 1e9, CpuQuota: 1000 },
    { CpuQuota: 1_000_000, CpuPeriod: 1000 },
    { PidsLimit: -1 },
    { PidsLimit: limit.PIDS_MAX + 1 },
    { Ulimits: [{ Name: 'nofile' as const, Soft: 1, Hard: limit.NOFILE_MAX + 1 }] },
    { Ulimits: [{ Name: 'nofile' as const, Soft: -1, Hard: -1 }] },
  ])('refuses %j', (asked) => {
    expect(() => forcedLimits(asked)).toThrow(expect.objectContaining({ name: 'Refusal' }))
  })
})

describe('G-320 published ports', () => {
  const ports = (bindings: Json, more: Json = {}) =>
    readPorts(read({ HostConfig: { PortBindings: bindings, ...(more as object) } }), ['443/tcp'])
  it('reads fixed, free and ranged host ports', () => {
    expect(ports({ '80/tcp': [{ HostIp: '', HostPort: '8080' }] }).ports).toEqual([
      { hostIp: '', hostPort: '8080', containerPort: 80, proto: 'tcp' },
    ])
    expect(ports({ '53/udp': null }).ports).toEqual([{ hostIp: '', hostPort: '', containerPort: 53, proto: 'udp' }])
    expect(ports({ '80': [{ HostPort: '8000-8010' }] }).ports[0]?.hostPort).toBe('8000-8010')
    expect(ports({}, { PublishAllPorts: true }).ports).toEqual([
      { hostIp: '', hostPort: '', containerPort: 443, proto: 'tcp' },
    ])
  })
  it.each<Json>([
    { '80/tcp': [{ HostIp: '10.0.0.1', HostPort: '80' }] },
    { '80/tcp': [{ HostPort: '70000' }] },
    { '80/tcp': [{ HostPort: '90-80' }] },
    { '80/tcp': [{ HostPort: 'x' }] },
    { '0/tcp': [] },
    { '80/sctp': [] },
    { '80-90/tcp': [] },
  ])('refuses %j', (bindings) => {
    expect(() => ports(bindings)).toThrow(expect.objectContaining({ name: 'Refusal' }))
  })
})

describe('G-202 names and labels', () => {
  it('hides what is ours', () => {
    expect(visibleLabels({ a: '1', 'drydock.tenant': 'x', 'drydock.asked': '{}' })).toEqual({ a: '1' })
    expect(visibleName('t1', '/t1_web')).toBe('web')
    expect(visibleName('t1', '/t12_web')).toBeUndefined()
  })
  it.each(['drydock.tenant', 'Drydock.tenant', 'drydock.x'])('refuses the label %s', (key) => {
    expect(() => checkLabels({ [key]: 'x' })).toThrow('kept for Drydock')
  })
})

describe('G-505 archives', () => {
  it('knows a tar by its checksum', () => {
    const block = Buffer.alloc(512)
    expect(isTarHeader(block)).toBe(true)
    block.write('name')
    const sum = [...block].reduce((a, b) => a + b, 0) + 8 * 0x20
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    expect(isTarHeader(block)).toBe(true)
    block[0] = 0x1f
    expect(isTarHeader(block)).toBe(false)
  })
})
