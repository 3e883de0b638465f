import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProxies } from './config.ts'

test('proxies are addresses or networks, and nothing else is believed', () => {
  assert.deepEqual(readProxies(undefined), [])
  assert.deepEqual(readProxies('10.0.0.5, 10.1.0.0/16,fd00::/8'), ['10.0.0.5', '10.1.0.0/16', 'fd00::/8'])
  for (const wrong of ['*', 'proxy.example.cn', '10.0.0.0/33', '10.0.0.5,,', 'true', '/8'])
    assert.throws(() => readProxies(wrong), /TRUSTED_PROXIES are addresses or networks/, wrong)
})
