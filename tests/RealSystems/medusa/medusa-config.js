const { defineConfig } = require("@medusajs/framework/utils")

const { MEDUSA_DATABASE, MEDUSA_SECRET } = process.env

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: MEDUSA_DATABASE,
    databaseDriverOptions: { connection: { ssl: false } },
    http: { storeCors: "", adminCors: "", authCors: "", jwtSecret: MEDUSA_SECRET, cookieSecret: MEDUSA_SECRET, jwtExpiresIn: process.env.MEDUSA_SESSION || "1d" },
  },
  admin: { disable: true },
})
