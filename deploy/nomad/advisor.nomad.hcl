# nomad job run -var origin=https://advisor.example -var image=... advisor.nomad.hcl
variable "origin" {
  type        = string
  description = "The public address, such as https://advisor.example"
}

variable "image" {
  type        = string
  default     = "advisor:0.1.0"
  description = "Where the image built from the Dockerfile is kept"
}

job "advisor" {
  type = "service"

  update {
    max_parallel     = 1
    canary           = 1
    auto_promote     = true
    auto_revert      = true
    health_check     = "checks"
    min_healthy_time = "10s"
    healthy_deadline = "2m"
  }

  group "advisor" {
    count          = 3
    shutdown_delay = "5s"

    network {
      port "http" {
        to = 8000
      }
      port "metrics" {
        to = 9100
      }
    }

    service {
      name     = "advisor"
      port     = "http"
      provider = "nomad"

      check {
        name     = "ready"
        type     = "http"
        path     = "/readyz"
        interval = "10s"
        timeout  = "3s"
      }

      check {
        name     = "alive"
        type     = "http"
        path     = "/livez"
        interval = "10s"
        timeout  = "3s"

        check_restart {
          limit = 3
          grace = "10s"
        }
      }
    }

    service {
      name     = "advisor-metrics"
      port     = "metrics"
      provider = "nomad"
    }

    task "advisor" {
      driver       = "docker"
      user         = "10001:10001"
      kill_signal  = "SIGTERM"
      kill_timeout = "35s"

      config {
        image           = var.image
        ports           = ["http", "metrics"]
        readonly_rootfs = true
        cap_drop        = ["all"]
        security_opt    = ["no-new-privileges"]
        pids_limit      = 200

        mount {
          type   = "tmpfs"
          target = "/tmp"
          tmpfs_options {
            size = 67108864
          }
        }
      }

      env {
        ADVISOR_ORIGIN        = var.origin
        ADVISOR_BEHIND_PROXY  = "1"
        ADVISOR_PROXY_HOPS    = "1"
        ADVISOR_GRACE_SECONDS = "25"
      }

      template {
        destination = "local/redis.env"
        env         = true
        change_mode = "restart"
        data        = <<-EOT
          {{ range nomadService "advisor-valkey" }}ADVISOR_REDIS=redis://{{ .Address }}:{{ .Port }}/0{{ end }}
        EOT
      }

      resources {
        cpu    = 500
        memory = 768
      }
    }
  }

  group "valkey" {
    network {
      port "redis" {
        to = 6379
      }
    }

    service {
      name     = "advisor-valkey"
      port     = "redis"
      provider = "nomad"
    }

    task "valkey" {
      driver = "docker"

      config {
        image   = "valkey/valkey:8.1-alpine"
        ports   = ["redis"]
        command = "valkey-server"
        args    = ["--save", "", "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru", "--protected-mode", "no"]
      }

      resources {
        cpu    = 100
        memory = 128
      }
    }
  }

  group "proxy" {
    network {
      port "web" {
        static = 80
      }
      port "tls" {
        static = 443
      }
    }

    task "caddy" {
      driver = "docker"

      config {
        image   = "caddy:2.10-alpine"
        ports   = ["web", "tls"]
        command = "caddy"
        args    = ["run", "--config", "/local/Caddyfile", "--adapter", "caddyfile", "--watch"]
      }

      template {
        destination = "local/Caddyfile"
        change_mode = "noop"
        data        = <<-EOT
          {
            admin off
            grace_period 30s
          }
          ${var.origin} {
            reverse_proxy {{ range nomadService "advisor" }}{{ .Address }}:{{ .Port }} {{ end }} {
              lb_policy least_conn
              lb_try_duration 3s
              lb_try_interval 100ms
              fail_duration 5s
              max_fails 1
              health_uri /readyz
              health_interval 2s
            }
          }
        EOT
      }

      resources {
        cpu    = 200
        memory = 256
      }
    }
  }
}
