namespace CommandCenter.Releases;

/// <summary>A state in words, the same on every surface.</summary>
public static class ReleaseWords
{
    /// <summary>Goes on from the side's name.</summary>
    public static string Of(ReleaseState state) => state switch
    {
        ReleaseState.Asked => "commanded, not confirmed yet",
        ReleaseState.Held => "confirmed",
        ReleaseState.Failed => "not confirmed, it refused",
        ReleaseState.Resuming => "resume commanded, not confirmed yet",
        ReleaseState.Resumed => "resume confirmed",
        ReleaseState.ResumeFailed => "resume not confirmed, it refused",
        _ => "cannot be told from here",
    };
}
