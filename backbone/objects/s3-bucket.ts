import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { inWords, isAbsent } from './s3-errors.ts'

/** Where the bucket is and who asks; `prefix` lets several stores share one. */
export type S3Config = {
  kind: 's3'
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  forcePathStyle: boolean
  prefix?: string
}

/** A multipart upload that is under way. */
export type Upload = { id: string; name: string }
/** A part that is stored; `sha256` in base64 as S3 wants it back. */
export type Part = { number: number; bytes: number; etag: string; sha256: string }

/** The few things we do with a bucket, each with a checksum, a time-out and failures told in words. */
export type Bucket = ReturnType<typeof openBucket>

const copyPartBytes = 1024 ** 3

/** Connects to a bucket; nothing is asked of it yet. */
export function openBucket(config: S3Config) {
  const { bucket: Bucket } = config
  const agent = { keepAlive: true, maxSockets: 512 }
  const client = new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    forcePathStyle: config.forcePathStyle,
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    maxAttempts: 4,
    // We send a SHA-256 with everything; the default would add a CRC32 where one is already there.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5_000,
      // A silent connection ends first; this bounds one that drips. The body of an answer is not counted.
      socketTimeout: 120_000,
      requestTimeout: 300_000,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })

  // The signature covers a SHA-256 of the body: the one we have already, instead of one more pass over every byte.
  client.middlewareStack.add(
    (next) => (args) => {
      const { Body, ChecksumSHA256 } = args.input as { Body?: unknown; ChecksumSHA256?: string }
      const { headers } = args.request as { headers: Record<string, string> }
      if (Body && ChecksumSHA256)
        headers['x-amz-content-sha256'] = Buffer.from(ChecksumSHA256, 'base64').toString('hex')
      return next(args)
    },
    { step: 'build' },
  )

  const told = async <T>(sent: Promise<T>, signal?: AbortSignal): Promise<T> => {
    try {
      return await sent
    } catch (error) {
      signal?.throwIfAborted()
      throw inWords(error, config)
    }
  }
  const abortable = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {})

  const bucket = {
    client,
    told,

    /** Stores bytes whole; the conditions are ETags that must (not) be there, or the write is refused. */
    async put(
      name: string,
      body: Uint8Array,
      options: { contentType?: string; ifMatch?: string; ifNoneMatch?: '*'; signal?: AbortSignal } = {},
    ): Promise<string> {
      const sha256 = sha256Base64(body)
      const command = new PutObjectCommand({
        Bucket,
        Key: name,
        Body: body,
        ContentLength: body.length,
        ChecksumSHA256: sha256,
        ...(options.contentType && { ContentType: options.contentType }),
        ...(options.ifMatch && { IfMatch: options.ifMatch }),
        ...(options.ifNoneMatch && { IfNoneMatch: options.ifNoneMatch }),
      })
      const { ETag } = await told(client.send(command, abortable(options.signal)), options.signal)
      return ETag ?? ''
    },

    /** Opens an object, or `undefined` when there is none; the SDK compares the checksum of whole ones. */
    async open(name: string, range?: string, signal?: AbortSignal) {
      const command = new GetObjectCommand({
        Bucket,
        Key: name,
        ...(range ? { Range: range } : { ChecksumMode: 'ENABLED' as const }),
      })
      try {
        const answer = await client.send(command, abortable(signal))
        return { ...answer, body: answer.Body as Readable }
      } catch (error) {
        signal?.throwIfAborted()
        if (isAbsent(error)) return undefined
        throw inWords(error, config)
      }
    },

    async head(name: string) {
      try {
        return await client.send(new HeadObjectCommand({ Bucket, Key: name }))
      } catch (error) {
        if (isAbsent(error)) return undefined
        throw inWords(error, config)
      }
    },

    async remove(name: string): Promise<void> {
      await told(client.send(new DeleteObjectCommand({ Bucket, Key: name }))).catch((error: unknown) => {
        if (!isAbsent(error)) throw error
      })
    },

    async startUpload(name: string, contentType: string): Promise<Upload> {
      const { UploadId } = await told(
        client.send(
          new CreateMultipartUploadCommand({
            Bucket,
            Key: name,
            ContentType: contentType,
            ChecksumAlgorithm: 'SHA256',
          }),
        ),
      )
      return { id: UploadId!, name }
    },

    async putPart(upload: Upload, number: number, body: Uint8Array, signal?: AbortSignal): Promise<Part> {
      const sha256 = sha256Base64(body)
      const command = new UploadPartCommand({
        Bucket,
        Key: upload.name,
        UploadId: upload.id,
        PartNumber: number,
        Body: body,
        ContentLength: body.length,
        ChecksumSHA256: sha256,
      })
      const { ETag } = await told(client.send(command, abortable(signal)), signal)
      return { number, bytes: body.length, etag: ETag!, sha256 }
    },

    async finishUpload(upload: Upload, parts: Part[]): Promise<void> {
      await told(
        client.send(
          new CompleteMultipartUploadCommand({
            Bucket,
            Key: upload.name,
            UploadId: upload.id,
            MultipartUpload: {
              Parts: parts.map(({ number, etag, sha256 }) => ({
                PartNumber: number,
                ETag: etag,
                ...(sha256 && { ChecksumSHA256: sha256 }),
              })),
            },
          }),
        ),
      )
    },

    /** Gives up an upload and its parts; one that is gone already is no error. */
    async dropUpload(upload: Upload): Promise<void> {
      const command = new AbortMultipartUploadCommand({ Bucket, Key: upload.name, UploadId: upload.id })
      try {
        await client.send(command)
      } catch (error) {
        if (!isAbsent(error)) throw inWords(error, config)
      }
    },

    /** Copies within the store, by parts where one copy request may not carry it (5 GiB). */
    async copy(from: string, to: string, bytes: number, contentType: string): Promise<void> {
      const CopySource = `${Bucket}/${from}`
      if (bytes <= copyPartBytes) {
        await told(
          client.send(
            new CopyObjectCommand({
              Bucket,
              Key: to,
              CopySource,
              ContentType: contentType,
              MetadataDirective: 'REPLACE',
            }),
          ),
        )
        return
      }
      const upload = await bucket.startUpload(to, contentType)
      try {
        const parts: Part[] = []
        for (let start = 0; start < bytes; start += copyPartBytes) {
          const end = Math.min(bytes, start + copyPartBytes) - 1
          const command = new UploadPartCopyCommand({
            Bucket,
            Key: to,
            UploadId: upload.id,
            PartNumber: parts.length + 1,
            CopySource,
            CopySourceRange: `bytes=${start}-${end}`,
          })
          const { CopyPartResult } = await told(client.send(command))
          parts.push({
            number: parts.length + 1,
            bytes: end - start + 1,
            etag: CopyPartResult!.ETag!,
            sha256: CopyPartResult!.ChecksumSHA256 ?? '',
          })
        }
        await bucket.finishUpload(upload, parts)
      } catch (error) {
        await bucket.dropUpload(upload).catch(() => {})
        throw error
      }
    },
  }
  return bucket
}

const sha256Base64 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')
