export { openBus, type Bus, type BusEvent, type Handler, type Handlers } from './bus.ts'
export { system } from './contract.ts'
export { systemApi } from './service.ts'
