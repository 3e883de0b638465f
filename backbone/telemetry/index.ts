export { openTelemetry, type Log, type Telemetry } from './telemetry.ts'
