export { makeTestFilm, type TestFilm } from './testfilm.ts'
