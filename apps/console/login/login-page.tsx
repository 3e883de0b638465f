import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation, useNavigate, useSearchParams } from 'react-router'
import { chooseLanguage } from '../i18n.ts'
import { api, keepStation } from '../shell/api.ts'
import { problemText } from '../shell/problem.ts'
import { sessionQuery, settle } from '../shell/session.tsx'
import mark from '../theme/mark.svg'
import './login.css'

/** Sign in; a one-time password is replaced at once. `?change` replaces one's password on purpose. */
export const LoginPage = () => {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const location = useLocation()
  const [search] = useSearchParams()
  const session = useQuery(sessionQuery)
  const [oneTime, setOneTime] = useState<string>()
  const target = (location.state as { from?: string } | null)?.from ?? '/library'
  const changing = session.data !== undefined && (session.data.mustChangePassword || search.has('change'))
  if (session.data && !changing) return <Navigate to={target} replace />

  const enter = (next: Awaited<ReturnType<typeof api.access.login>>) => {
    queries.clear()
    queries.setQueryData(sessionQuery.queryKey, settle(next))
    if (!next.mustChangePassword) void navigate(target, { replace: true })
  }
  const other = i18n.language === 'en' ? 'zh-CN' : 'en'
  return (
    <main className="login">
      <div className="login-card">
        <header>
          <img src={mark} alt="" width={40} height={40} />
          <div>
            <h1>{t('shell.name')}</h1>
            <p>
              {changing ? t(session.data?.mustChangePassword ? 'login.mustChange' : 'login.change') : t('login.lead')}
            </p>
          </div>
        </header>
        {changing ? (
          <NewPassword current={oneTime} done={enter} />
        ) : (
          <SignIn
            done={(next, password) => {
              setOneTime(password)
              enter(next)
            }}
          />
        )}
      </div>
      <Button type="link" size="small" onClick={() => void chooseLanguage(other)} data-testid="language">
        {other === 'en' ? 'English' : '简体中文'}
      </Button>
    </main>
  )
}

type Session = Awaited<ReturnType<typeof api.access.login>>

const SignIn = ({ done }: { done(session: Session, password: string): void }) => {
  const { t } = useTranslation()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async ({ login, password }: { login: string; password: string }) => {
    setBusy(true)
    setError(undefined)
    keepStation(undefined)
    try {
      done(await api.access.login({ login, password }), password)
    } catch (problem) {
      setError(problemText(problem))
      setBusy(false)
    }
  }
  return (
    <Form layout="vertical" onFinish={submit} disabled={busy} data-testid="sign-in">
      <Form.Item
        name="login"
        label={t('login.account')}
        rules={[{ required: true, message: t('login.accountMissing') }]}
      >
        <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('login.password')}
        rules={[{ required: true, message: t('login.passwordMissing') }]}
      >
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <FormError text={error} />
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('login.signIn')}
      </Button>
    </Form>
  )
}

const NewPassword = ({ current, done }: { current: string | undefined; done(session: Session): void }) => {
  const { t } = useTranslation()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (given: { current?: string; next: string }) => {
    setBusy(true)
    setError(undefined)
    try {
      done(await api.access.changePassword({ current: current ?? given.current ?? '', next: given.next }))
    } catch (problem) {
      setError(problemText(problem))
      setBusy(false)
    }
  }
  return (
    <Form layout="vertical" onFinish={submit} disabled={busy} data-testid="new-password">
      {current === undefined ? (
        <Form.Item
          name="current"
          label={t('login.current')}
          rules={[{ required: true, message: t('login.passwordMissing') }]}
        >
          <Input.Password autoFocus autoComplete="current-password" maxLength={200} />
        </Form.Item>
      ) : null}
      <Form.Item
        name="next"
        label={t('login.next')}
        extra={t('login.nextRule')}
        rules={[{ required: true, min: 10, message: t('login.nextRule') }]}
      >
        <Input.Password autoFocus={current !== undefined} autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('login.again')}
        dependencies={['next']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('login.differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <FormError text={error} />
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('login.save')}
      </Button>
    </Form>
  )
}

const FormError = ({ text }: { text: string | undefined }) => (
  <div role="alert" className="form-error">
    {text}
  </div>
)
