export { openBus, type Bus, type BusEvent, type Handler, type Handlers } from './bus.ts'
export { systemApi } from './service.ts'
