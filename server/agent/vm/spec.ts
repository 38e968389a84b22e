// The container that a virtual machine runs in, as the engine is asked for it: no privileges, no network, nothing to write to, and
// the memory and processor of one small machine.
import type { Accelerator } from '#server/protocol/vm.ts'

/** To whom a machine belongs. Gateways list only what carries drydock.tenant, so learners never see it. */
export const MACHINE_LABEL = 'drydock.machine'
export const machineName = (tenant: string) => `vm_${tenant}`

const MIB = 1024 * 1024
/** 128 MiB of the guest; translated code and the emulator's own. */
const MEMORY_BYTES = 512 * MIB
const CPU_PERIOD_US = 20_000
const CPU_QUOTA_US = 20_000
const PIDS = 64

export interface MachineSpec {
  image: string
  tenant: string
  accelerator: Accelerator
  /** Group that may open /dev/kvm. */
  kvmGroup: number | undefined
}

export function machineSpec({ image, tenant, accelerator, kvmGroup }: MachineSpec): object {
  return {
    Image: image,
    Cmd: ['boot', accelerator],
    Labels: { [MACHINE_LABEL]: tenant },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    Tty: false,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: MEMORY_BYTES,
      MemorySwap: MEMORY_BYTES,
      CpuPeriod: CPU_PERIOD_US,
      CpuQuota: CPU_QUOTA_US,
      PidsLimit: PIDS,
      LogConfig: { Type: 'none' },
      ...(accelerator === 'kvm' && {
        Devices: [{ PathOnHost: '/dev/kvm', PathInContainer: '/dev/kvm', CgroupPermissions: 'rw' }],
        // The device's group means nothing in another user namespace. It is nobody all the same.
        UsernsMode: 'host',
        ...(kvmGroup !== undefined && { GroupAdd: [String(kvmGroup)] }),
      }),
    },
  }
}
