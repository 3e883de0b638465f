export { openBus, type Bus, type BusEvent, type Handler, type Handlers } from './bus.ts'
