import type { ReportLanguage } from '../../../shared/model/report.ts'
import {
  guideFile,
  keyFile,
  manifestFile,
  manifestSignatureFile,
  sumsFile,
  sumsSignatureFile,
} from './paths.ts'

interface GuideFacts {
  /** The report's language comes first; both are there, for who verifies may read another. */
  language: ReportLanguage
  fingerprint: string
  kept: 'keychain' | 'memory'
  /** Lines of `SHA256SUMS`. */
  files: number
  complete: boolean
  appVersion: string
}

const checkSums = `sha256sum -c ${sumsFile}`
const checkManifest = `openssl pkeyutl -verify -pubin -inkey ${keyFile} -rawin -in ${manifestFile} -sigfile ${manifestSignatureFile}`
const checkSumsFile = `openssl pkeyutl -verify -pubin -inkey ${keyFile} -rawin -in ${sumsFile} -sigfile ${sumsSignatureFile}`
const countFiles = `find . -type f ! -name ${sumsFile} ! -name ${sumsSignatureFile} | wc -l`
const showKey = `openssl pkey -pubin -in ${keyFile} -outform DER | sha256sum`

const macSums = `shasum -a 256 -c ${sumsFile}`
const macOpenssl = '"$(brew --prefix openssl@3)/bin/openssl"'
const windowsSums = `Get-Content -Encoding UTF8 ${sumsFile} | ForEach-Object { $sum, $file = $_ -split '  ', 2; if ((Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash -ne $sum) { "CHANGED: $file" } }`

/** `VERIFY.txt`: how to verify the bundle with ordinary programs. */
export function guideText(facts: GuideFacts): string {
  const guides = { en: english(facts), 'zh-CN': chinese(facts) }
  const other = facts.language === 'en' ? 'zh-CN' : 'en'
  return `${guides[facts.language]}\n${'-'.repeat(72)}\n\n${guides[other]}`
}

function english({ fingerprint, kept, files, complete, appVersion }: GuideFacts): string {
  return `How to verify this bundle

Open a terminal in the folder that holds this file (${guideFile}). Neither Audit
Desk nor a network is needed; openssl has to be version 3.0 or newer.

1. Every file is what it was. Each line has to end with "OK":

   ${checkSums}

2. The manifest was signed by the key. It has to say "Signature Verified
   Successfully":

   ${checkManifest}

   and so was the list of sums, which step 1 relies on:

   ${checkSumsFile}

3. Nothing was added. It has to say ${String(files)}:

   ${countFiles}

4. The key is the author's. Anybody can sign with a key of their own: compare
   what this prints with the fingerprint that the author gave you in another
   way than with this bundle:

   ${showKey}

   Fingerprint of the key that signed: ${fingerprint}
${kept === 'memory' ? '   It was made for one run of the app, for want of a keychain: the author has no\n   other bundle signed with it.\n' : ''}
On macOS: step 1 is "${macSums}"; in the others put
${macOpenssl} for openssl (brew install openssl@3) and
"shasum -a 256" for sha256sum.

On Windows: in Git Bash, which comes with Git for Windows, and in WSL all of this
works as it stands. In PowerShell, step 1 is the following, which prints what was
changed or is missing, and nothing otherwise:

   ${windowsSums}

What "complete" means

${manifestFile} says "complete": ${String(complete)}. It is true only if of every question asked
the service handed out as many rows as it counted, and of every kill log the
whole range was read window by window. Where it is false, "reasons" says what
isn't there. Complete is what was obtained from the service: what the service
never logged, or had forgotten before it was asked, is in no report.
A bundle can be genuine and incomplete; the steps above prove the former.

Made by Audit Desk ${appVersion}, which also verifies: drop this folder, or its zip, on
the Reports screen, or run its command line with: verify PATH
`
}

function chinese({ fingerprint, kept, files, complete, appVersion }: GuideFacts): string {
  return `如何验证此证据包

在本文件（${guideFile}）所在的文件夹中打开终端。无需 Audit Desk，也无需网络；
openssl 须为 3.0 或更高版本。

1. 每个文件均未改动。每一行都应以 “OK” 结尾：

   ${checkSums}

2. 清单由该密钥签名。应显示 “Signature Verified Successfully”：

   ${checkManifest}

   第 1 步所依据的校验和列表也由该密钥签名：

   ${checkSumsFile}

3. 没有添加文件。应显示 ${String(files)}：

   ${countFiles}

4. 密钥属于作者本人。任何人都可以用自己的密钥签名：请将下面命令的输出与作者通过
   其他途径（而非随本证据包）提供给您的指纹进行比对：

   ${showKey}

   签名密钥的指纹：${fingerprint}
${kept === 'memory' ? '   由于没有可用的钥匙串，该密钥仅为应用的一次运行而生成：作者没有用它签名的其他证据包。\n' : ''}
macOS：第 1 步为 “${macSums}”；其他步骤中以
${macOpenssl} 代替 openssl（brew install openssl@3），
以 “shasum -a 256” 代替 sha256sum。

Windows：在 Git Bash（随 Git for Windows 提供）或 WSL 中，以上命令均可直接使用。在
PowerShell 中，第 1 步为以下命令，只显示被改动或缺失的文件，否则不显示任何内容：

   ${windowsSums}

“完整”的含义

${manifestFile} 中 "complete" 为 ${String(complete)}。仅当服务对每个问题返回的行数与其计数一致，且每个
会话终止日志（kill log）的整个时间范围都已逐个窗口读取时，才为 true。若为 false，"reasons"
说明缺少什么。“完整”指从服务获取的内容：服务从未记录的，或在查询之前已清除的，不在任何
报告之中。证据包可以真实但不完整；以上步骤证明的是真实性。

由 Audit Desk ${appVersion} 生成。Audit Desk 也可以验证：将此文件夹或其 zip 文件拖到“报告”界面，
或运行其命令行：verify PATH
`
}
