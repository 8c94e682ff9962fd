using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Sources.Mapping;

/// <summary>
/// The installation's salt: <c>CC_SECRET_HASH_SALT</c> where it is set (all nodes must share it), else a random one that is made once and kept beside the
/// secrets. Losing it means that customers hashed before and after cannot be matched.
/// </summary>
/// <param name="folder">The secrets folder.</param>
public sealed class MappingSaltFile(string folder, ISecrets secrets)
{
    private readonly Lazy<MappingSalt> salt = new(() => Read(folder, secrets));

    public MappingSalt Value => salt.Value;

    private static MappingSalt Read(string folder, ISecrets secrets)
    {
        if (secrets.Resolve("${env:CC_SECRET_HASH_SALT}") is { Succeeded: true } given)
        {
            // a short passphrase is stretched; a long one only changes its form
            return new MappingSalt(SHA256.HashData(Encoding.UTF8.GetBytes(given.Value)));
        }

        var path = Path.Combine(folder, "hash-salt");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            try
            {
                using var file = new FileStream(path, options);
                file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
            }
            catch (IOException) when (File.Exists(path))
            {
                // another process was faster: its salt counts
            }
        }

        return new MappingSalt(SHA256.HashData(Encoding.ASCII.GetBytes(File.ReadAllText(path).Trim())));
    }
}
