namespace CommandCenter.Rehearsal;

/// <summary>Runs the rehearsal world as a process of its own.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        await using var app = WebApplication.CreateBuilder(args).Build();
        await app.RunAsync();
        return 0;
    }
}
