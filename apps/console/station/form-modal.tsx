import { Form, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '#backbone/problem'
import { problemText } from '../shell/problem.ts'

type FormModalProps<V> = {
  title: string
  okText: string
  open: boolean
  close(): void
  initial?: Partial<V>
  submit(values: V): Promise<void>
  children: ReactNode
}

/** A small form in a dialog. What the server says against it stands at its field, or below; nothing typed is lost. */
export const FormModal = <V extends object>(props: FormModalProps<V>) => {
  const { t } = useTranslation()
  const [form] = Form.useForm()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const finish = async (values: V) => {
    setBusy(true)
    setError(undefined)
    try {
      await props.submit(values)
      form.resetFields()
    } catch (problem) {
      const fields = fieldErrors(problem)
      if (fields.length > 0) {
        form.setFields(fields.map(({ field }) => ({ name: field, errors: [t('errors.field')] })))
      } else setError(problemText(problem))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.okText}
      okButtonProps={{ loading: busy, className: 'submit' }}
      onOk={() => form.submit()}
      onCancel={() => {
        setError(undefined)
        props.close()
      }}
      destroyOnHidden
      width={440}
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={props.initial ?? {}}
        onFinish={(values: V) => void finish(values)}
      >
        {props.children}
        <div role="alert" className="form-error">
          {error}
        </div>
      </Form>
    </Modal>
  )
}

const fieldErrors = (problem: unknown): { field: string }[] => {
  if (!(problem instanceof Problem) || !Array.isArray(problem.detail.errors)) return []
  return (problem.detail.errors as { field?: unknown }[]).flatMap(({ field }) =>
    typeof field === 'string' && field !== '' ? [{ field }] : [],
  )
}
