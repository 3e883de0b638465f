import { Form, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import { problemFields } from '../components/problem-fields.ts'
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
      const against = Object.entries(problemFields(problem))
      if (against.length > 0) form.setFields(against.map(([name, text]) => ({ name, errors: [text] })))
      else setError(problemText(problem))
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
