using CommandCenter.Cli;

return await CommandLine.RunAsync(args);

/// <summary>Entry point; named so that tests can find the assembly.</summary>
public partial class Program;
