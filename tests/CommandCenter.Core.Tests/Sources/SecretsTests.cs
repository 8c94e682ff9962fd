using CommandCenter.Sources;

namespace CommandCenter.Tests.Sources;

public sealed class SecretsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("secrets").FullName;

    [Fact]
    public void Resolve_FileAndEnvironment_FindTheValue()
    {
        File.WriteAllText(Path.Combine(folder, "legacy-password"), "hunter22\n");
        var secrets = new Secrets(folder);
        secrets.Add("CC_SECRET_X", "added-value");

        Assert.Equal("hunter22", secrets.Resolve("${file:legacy-password}").Value);
        Assert.Equal("added-value", secrets.Resolve("${env:CC_SECRET_X}").Value);
        Assert.Equal("plain", secrets.Resolve("plain").Value);
    }

    [Theory]
    [InlineData("${env:PATH}")]
    [InlineData("${env:CC_SECRET_NOT_THERE}")]
    [InlineData("${file:nothing}")]
    [InlineData("${file:../outside}")]
    [InlineData("${file:/etc/passwd}")]
    [InlineData("${file:link}")]
    [InlineData("${file:}")]
    [InlineData("${other:x}")]
    public void Resolve_WhatIsNotAllowedOrNotThere_IsRefused(string reference)
    {
        File.WriteAllText(Path.Combine(folder, "..", "outside"), "not yours");
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "/etc/passwd");

        Assert.False(new Secrets(folder).Resolve(reference).Succeeded);
    }

    [Fact]
    public void Redact_ResolvedValue_IsHiddenAlsoEncoded()
    {
        var secrets = new Secrets(folder);
        secrets.Add("CC_SECRET_X", "s3cr et/value");
        secrets.Resolve("${env:CC_SECRET_X}");

        Assert.Equal("at ***, in ***", secrets.Redact("at s3cr et/value, in s3cr%20et%2Fvalue"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
