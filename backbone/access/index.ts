export { audit } from './audit.ts'
export { authenticator } from './authenticator.ts'
export { createLocalKey, ensureFirstAdmin } from './first.ts'
export { accessService } from './service.ts'
