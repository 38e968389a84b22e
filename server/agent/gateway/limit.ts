// Every bound of the gateway, with its unit. A bound that a learner can hit has a message that says what to do.

/** API versions that are served. The engine below may know more; clients negotiate down to MAX. */
export const API_MIN_MINOR = 24
export const API_MAX_MINOR = 41

export const TARGET_MAX_BYTES = 16 * 1024
export const HEADER_MAX_BYTES = 16 * 1024
export const HEADER_MAX_COUNT = 64
export const JSON_MAX_BYTES = 1024 * 1024
export const JSON_MAX_DEPTH = 24
/** A body that nobody asked for is read and dropped up to here, then the connection is closed. */
export const DROPPED_BODY_MAX_BYTES = 1024 * 1024
/** The rest of a refused tar is read and dropped up to here and for so long, then the connection is closed. */
export const REFUSED_BODY_MAX_BYTES = 64 * 1024 * 1024
export const REFUSED_BODY_MS = 5_000
/** Tar into a container (docker cp) or an image. */
export const TAR_MAX_BYTES = 512 * 1024 * 1024
/** One JSON answer of the engine. */
export const ENGINE_JSON_MAX_BYTES = 64 * 1024 * 1024

export const HEADERS_TIMEOUT_MS = 10_000
/** A JSON body must be complete after this; tar bodies have no limit in time. */
export const BODY_TIMEOUT_MS = 30_000
export const KEEP_ALIVE_MS = 60_000
/** How long the end of a listener waits for the calls that it still serves. */
export const CLOSE_MAX_MS = 10_000

export const CONNECTIONS_PER_TENANT = 256
/** Open attach, exec, logs -f, events, stats, wait, build and pull streams. */
export const STREAMS_PER_TENANT = 128
/** Token bucket for calls of one tenant. */
export const CALLS_PER_SECOND = 500
export const CALLS_BURST = 3000

export const CONTAINERS_PER_TENANT = 50
export const EXECS_PER_TENANT = 500

export const MEMORY_DEFAULT_BYTES = 512 * 1024 * 1024
export const MEMORY_MAX_BYTES = 512 * 1024 * 1024
/** What `docker info` shows as the learner's machine. */
export const TENANT_MEMORY_BYTES = 2 * 1024 * 1024 * 1024
export const NANO_CPUS_DEFAULT = 1_000_000_000
export const NANO_CPUS_MAX = 2_000_000_000
export const CPU_SHARES_MAX = 1024
export const PIDS_DEFAULT = 256
export const PIDS_MAX = 512
export const SHM_DEFAULT_BYTES = 64 * 1024 * 1024
export const SHM_MAX_BYTES = 128 * 1024 * 1024
export const TMPFS_DEFAULT_BYTES = 64 * 1024 * 1024
export const TMPFS_MAX_BYTES = 256 * 1024 * 1024
export const LOG_MAX_SIZE = '5m'
export const LOG_MAX_FILE = '2'
export const NOFILE_MAX = 4096
export const STOP_TIMEOUT_MAX_S = 300
export const PORTS_PER_CONTAINER = 100
export const MOUNTS_PER_CONTAINER = 20
export const LABELS_PER_OBJECT = 200

/** Where Docker picks host ports by itself (net.ipv4.ip_local_port_range of a usual host). */
export const EPHEMERAL_PORT_MIN = 32768
export const EPHEMERAL_PORT_MAX = 60999

export const EVENTS_KEPT = 256
export const CALLS_KEPT = 500
export const JOURNAL_FILE_MAX_BYTES = 2 * 1024 * 1024

/** Own images of a tenant, untagged ones too; the catalog's don't count. */
export const IMAGES_PER_TENANT = 60
export const TAGS_PER_TENANT = 200
/** Layers of own images beyond those of the catalog. Checked before a build, load, import or commit, so one of them can overshoot. */
export const IMAGE_BYTES_PER_TENANT = 3 * 1024 * 1024 * 1024
/** Unpacked build context. */
export const CONTEXT_MAX_BYTES = 256 * 1024 * 1024
export const CONTEXT_MAX_ENTRIES = 20_000
export const BUILD_MAX_MS = 10 * 60_000
/** A push or pull of one tag; others of the same repository wait for it. */
export const TRANSFER_MAX_MS = 10 * 60_000
export const BUILD_ARGS_MAX_BYTES = 64 * 1024
/** manifest.json and image configurations in an image archive. */
export const ARCHIVE_JSON_MAX_BYTES = 1024 * 1024
export const ARCHIVE_MAX_ENTRIES = 5000
export const VOLUMES_PER_TENANT = 50
/** User-defined networks; the default one doesn't count. Subnets are few: see default-address-pools. */
export const NETWORKS_PER_TENANT = 8

/** Processes of all containers of a tenant together. */
export const TENANT_PIDS = 1536
/** Home, volumes and what containers and builds have written; images are counted apart. */
export const DISK_BYTES_PER_TENANT = 4 * 1024 * 1024 * 1024
/** Files in the same. A disk runs out of inodes before it runs out of bytes. */
export const FILES_PER_TENANT = 400_000
/** How far above a bound of the disk the biggest writer is stopped. Between the two, calls that write are refused. */
export const DISK_HARD_FACTOR = 1.25
/** What one build may write: its steps' layers and the step that runs. */
export const BUILD_BYTES_MAX = 2 * 1024 * 1024 * 1024
export const RUNNING_PER_TENANT = 25
/** Starts, restarts too. A start costs the engine some 200 ms of processor. */
export const STARTS_PER_SECOND = 3
export const STARTS_BURST = 150
/** Starts of one tenant that the engine works on at a time. */
export const STARTS_AT_A_TIME = 4
/** Restarts by policy of all containers of a tenant within RESTART_WINDOW_MS. The engine itself waits longer and longer, but begins anew after a run of 10 s. */
export const RESTARTS_PER_WINDOW = 60
export const RESTART_WINDOW_MS = 120_000
/** Events that a client has not read yet; a slower one is cut off. */
export const EVENTS_UNREAD_MAX_BYTES = 1024 * 1024

/** Routes that write to the disk, and so are refused while the tenant's part of it is full. What frees or shows is served always. */
export const WRITING_ROUTES: ReadonlySet<string> = new Set([
  'container.create',
  'container.start',
  'container.restart',
  'container.unpause',
  'container.archive.put',
  'image.build',
  'image.commit',
  'image.load',
  'image.create',
  'volume.create',
])

/** The bounds of one tenant that an operator or a test may set otherwise. */
export const TENANT_LIMITS = {
  containers: CONTAINERS_PER_TENANT,
  running: RUNNING_PER_TENANT,
  /** Of all containers together, by the tenant's control group; without one, the sum of the running ones' limits. */
  memoryBytes: TENANT_MEMORY_BYTES,
  nanoCpus: NANO_CPUS_MAX,
  pids: TENANT_PIDS,
  diskBytes: DISK_BYTES_PER_TENANT,
  files: FILES_PER_TENANT,
  buildBytes: BUILD_BYTES_MAX,
  buildMs: BUILD_MAX_MS,
  imageBytes: IMAGE_BYTES_PER_TENANT,
  execs: EXECS_PER_TENANT,
  startsPerSecond: STARTS_PER_SECOND,
  startsBurst: STARTS_BURST,
  restarts: RESTARTS_PER_WINDOW,
}
export type TenantLimits = typeof TENANT_LIMITS
