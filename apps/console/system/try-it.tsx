import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Copyable } from '../components/copyable.tsx'
import { useAct } from '../shell/use-act.ts'
import { addressOf, curlOf, headersOf, type Operation } from './openapi.ts'

type Answer = { status: number; milliseconds: number; text: string }

const longestMilliseconds = 30_000
const mostCharacters = 20_000

/** The parameters of an operation, the request they make, and what the station answers to it. */
export const TryIt = ({ operation, secret }: { operation: Operation; secret: string | undefined }) => {
  const { t } = useTranslation()
  const [values, setValues] = useState<Record<string, string>>({})
  const [body, setBody] = useState('{}')
  const [answer, setAnswer] = useState<Answer>()
  const fields = operation.parameters
  const missing = fields.some((one) => one.required && !values[one.name])
  const address = addressOf(operation, values)
  const text = operation.body ? body : undefined
  const { busy, act } = useAct(async () => {
    const began = performance.now()
    const reply = await fetch(address, {
      method: operation.method,
      credentials: 'omit',
      signal: AbortSignal.timeout(longestMilliseconds),
      headers: {
        ...headersOf(operation, values),
        authorization: `Bearer ${secret}`,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(text === undefined ? {} : { body: text }),
    })
    const said = await reply.text()
    setAnswer({
      status: reply.status,
      milliseconds: performance.now() - began,
      text: pretty(said).slice(0, mostCharacters),
    })
  })
  return (
    <div className="api-try">
      {fields.map(({ name, in: where, required, schema }) => (
        <label key={`${where}/${name}`} className="api-field">
          <span className="mono">
            {name}
            {required ? <span className="amber"> *</span> : null}
          </span>
          <Input
            size="small"
            value={values[name] ?? ''}
            placeholder={schema?.description ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.target.value })}
          />
        </label>
      ))}
      {operation.body ? (
        <>
          <label className="api-field is-body">
            <span>{t('system.body')}</span>
            <Input.TextArea
              value={body}
              rows={4}
              spellCheck={false}
              className="mono"
              onChange={(event) => setBody(event.target.value)}
            />
          </label>
          <details>
            <summary>{t('system.bodySchema')}</summary>
            <pre className="mono api-text">{JSON.stringify(operation.body, undefined, 2)}</pre>
          </details>
        </>
      ) : null}
      <Copyable text={curlOf(location.origin, operation.method, address, headersOf(operation, values), text)} />
      <div className="row">
        <Button size="small" onClick={() => act()} loading={busy} disabled={!secret || missing} data-testid="send">
          {t('system.send')}
        </Button>
        {secret ? null : <span className="faint">{t('system.needsKey')}</span>}
        {answer ? (
          <span className={answer.status < 400 ? 'jade numerals' : 'red numerals'} role="status">
            {`${answer.status} · ${Math.round(answer.milliseconds)} ms`}
          </span>
        ) : null}
      </div>
      {answer ? (
        <pre className="mono api-text" data-testid="answer">
          {answer.text}
        </pre>
      ) : null}
    </div>
  )
}

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
