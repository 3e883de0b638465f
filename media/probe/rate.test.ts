import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isVariable, nominalRate, parseRate } from './rate.ts'

const rate = (average: string, base: string) => {
  const [a, b] = [parseRate(average), parseRate(base)]
  const { num, den } = nominalRate(a, b)
  return `${num}/${den}${isVariable(a, b) ? ' variable' : ''}`
}

test('a constant rate is kept exactly, also where holes lower the average or fields double the base', () => {
  assert.equal(rate('24/1', '24/1'), '24/1')
  assert.equal(rate('4318500/180031', '24/1'), '24/1')
  assert.equal(rate('30000/1001', '30000/1001'), '30000/1001')
  assert.equal(rate('25/1', '50/1'), '25/1')
  assert.equal(rate('19001/317', '19001/317'), '60000/1001')
  assert.equal(rate('17/1', '17/1'), '17/1')
})

test('a variable rate becomes the standard rate it was meant to be, or comes closest to', () => {
  assert.equal(rate('2340/100', '30/1'), '30/1 variable')
  assert.equal(rate('29/1', '1000/1'), '30000/1001 variable')
  assert.equal(rate('7/1', '90000/1'), '10/1 variable')
  assert.equal(rate('0/0', '0/0'), '25/1 variable')
})
