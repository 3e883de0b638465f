import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { Contract } from '../contract/contract.ts'
import { openApi } from './openapi.ts'

/** The OpenAPI document at `/api/openapi.json` and its readable form at `/api/docs`. */
export const answerDocs = async (app: FastifyInstance, contracts: Contract[], version: string): Promise<void> => {
  const document = openApi(contracts, version)
  const text = JSON.stringify(document)
  app.get('/api/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(text))
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { docExpansion: 'list', persistAuthorization: true },
  })
}
