namespace CommandCenter.Cli;

/// <summary>What the process answers; scripts rely on it.</summary>
public static class ExitCodes
{
    public const int Fine = 0;

    /// <summary>Differences were found, or the input is invalid.</summary>
    public const int Found = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>It could not be done.</summary>
    public const int Failed = 3;
}
