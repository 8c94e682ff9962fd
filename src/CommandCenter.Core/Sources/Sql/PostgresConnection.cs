using System.Globalization;
using CommandCenter.Plan;
using Npgsql;

namespace CommandCenter.Sources.Sql;

/// <summary>Connections that can only read, whose slow statements the server ends, and that say in the server's list of sessions whose it is.</summary>
internal static class PostgresConnection
{
    /// <param name="address">Where <see cref="SqlSettings.Host"/> was found.</param>
    public static NpgsqlDataSource Create(string source, SqlSettings settings, string address, string user, string password)
    {
        var timeout = (long)settings.Timeout.TotalMilliseconds;
        var words = new NpgsqlConnectionStringBuilder
        {
            Host = address, Port = settings.Port, Database = settings.Database, Username = user, Password = password.Length == 0 ? null : password,
            SslMode = settings.Tls switch { SqlTls.Verify => SslMode.VerifyFull, SqlTls.Require => SslMode.Require, _ => SslMode.Disable },
            GssEncryptionMode = GssEncryptionMode.Disable, Pooling = false, Enlist = false, PersistSecurityInfo = false, IncludeErrorDetail = false,
            Timeout = Math.Max(1, (int)Math.Ceiling(settings.Timeout.TotalSeconds)), CancellationTimeout = 1000,
            ApplicationName = ("cutover-command-center " + source)[..Math.Min(63, 23 + source.Length)],
            Options = string.Create(CultureInfo.InvariantCulture, $"-c default_transaction_read_only=on -c statement_timeout={timeout} -c lock_timeout={timeout} -c idle_in_transaction_session_timeout={timeout * 2 + 60_000} -c TimeZone=UTC -c DateStyle=ISO"),
        };
        var builder = new NpgsqlSlimDataSourceBuilder(words.ConnectionString);
        if (settings.Tls != SqlTls.Off)
        {
            builder.EnableTransportSecurity();
            builder.UseSslClientAuthenticationOptionsCallback(options => options.TargetHost = settings.Host);
        }

        return builder.Build();
    }
}
