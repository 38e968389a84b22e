// All settings come from the environment, so that one image serves everywhere.
export function readSettings(env) {
  return {
    host: env.HOST || '0.0.0.0',
    port: Number(env.PORT || 8080),
    harbor: env.HARBOR || 'Drydock',
    /** Notes are kept here, one file for all. */
    dataDir: env.DATA_DIR || 'data',
    /** Absent: the log goes to stdout, as it should in a container. */
    logFile: env.LOG_FILE || undefined,
  }
}
