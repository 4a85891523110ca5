{{/* Pod Security "restricted", for every pod of this chart. */}}
{{- define "connector.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.pod.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.pod.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.pod.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "connector.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities: { drop: [ALL] }
  seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{/* A Secret's keys as files, and the variables that name them. Call with (dict "keys" list). */}}
{{- define "connector.secretVariables" -}}
{{- range .keys }}
- { name: {{ . }}_FILE, value: /secrets/{{ . }} }
{{- end }}
{{- end -}}

{{/* Call with (dict "secret" name "keys" list). */}}
{{- define "connector.secretVolume" -}}
- name: secrets
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
      {{- range .keys }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
{{- end -}}

{{- define "connector.trustedCaVariable" -}}
{{- if .Values.trustedCa.secret }}
- { name: NODE_EXTRA_CA_CERTS, value: /trusted-ca/{{ .Values.trustedCa.key }} }
{{- end }}
{{- end -}}

{{- define "connector.trustedCaMount" -}}
{{- if .Values.trustedCa.secret }}
- { name: trusted-ca, mountPath: /trusted-ca, readOnly: true }
{{- end }}
{{- end -}}

{{- define "connector.trustedCaVolume" -}}
{{- if .Values.trustedCa.secret }}
- name: trusted-ca
  secret: { secretName: {{ .Values.trustedCa.secret }}, defaultMode: 0440 }
{{- end }}
{{- end -}}

{{- define "connector.retryDelays" -}}
{{- $delays := list -}}
{{- range .Values.retryDelaysMs }}{{ $delays = append $delays (printf "%.0f" (float64 .)) }}{{ end -}}
{{ join "," $delays }}
{{- end -}}
