namespace CommandCenter.Tests;

public sealed partial class PostgresServer
{
    /// <summary>The one server of this test process, which nobody may stop; the test that asks is skipped where PostgreSQL cannot be had.</summary>
    public static async Task<PostgresServer> StartOrSkipAsync() => OrSkip(await SharedAsync());

    /// <summary>A server for one test, which may stop and kill it; dispose it. The test is skipped where PostgreSQL cannot be had.</summary>
    /// <param name="settings">Such as <c>fsync=off</c>; none = PostgreSQL's defaults.</param>
    public static async Task<PostgresServer> StartOwnOrSkipAsync(params string[] settings) => OrSkip(await OwnAsync(settings));

    private static PostgresServer OrSkip(PostgresServer? server)
    {
        Assert.SkipWhen(server is null, Missing);
        return server!;
    }
}
