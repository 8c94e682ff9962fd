namespace CommandCenter.Identity;

/// <summary>A line for every command that somebody tried and may not: who tries doors is worth knowing before one stands open.</summary>
internal static partial class RefusalLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused: {Person} tried {What} and may not ({Code})")]
    public static partial void Refused(ILogger log, string person, string what, string code);
}
