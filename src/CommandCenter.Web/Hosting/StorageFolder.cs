using CommandCenter.Persistence;

namespace CommandCenter.Hosting;

/// <summary>Where files of this process lie, for parts that must know it before services exist.</summary>
internal static class StorageFolder
{
    public static StorageOptions Options(IConfiguration configuration) => configuration.GetSection("CommandCenter:Storage").Get<StorageOptions>() ?? new StorageOptions();

    public static bool IsPostgres(StorageOptions storage) => string.Equals(storage.Provider, "postgres", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folder, made where it is missing.</summary>
    public static string Of(IConfiguration configuration)
    {
        var root = configuration[HostDefaults.ContentRootKey] is { Length: > 0 } configured ? configured : ContentRoot.Find();
        return Directory.CreateDirectory(Path.GetFullPath(Options(configuration).Directory, root)).FullName;
    }
}
