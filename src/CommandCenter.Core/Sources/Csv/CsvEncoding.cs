using System.Text;

namespace CommandCenter.Sources.Csv;

/// <summary>The encodings that files may have: those in which quotes, line ends and ASCII delimiters are the same bytes as in ASCII, so that rows can be found without decoding.</summary>
internal static class CsvEncoding
{
    public const string Allowed = "an encoding such as utf-8, iso-8859-1 or windows-1252; not UTF-16, UTF-32 or EBCDIC";

    static CsvEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Null where there is no such encoding or it cannot be used. What it cannot decode is an error, not a question mark.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            var known = Encoding.GetEncoding(name is "latin1" ? "iso-8859-1" : name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return known.CodePage is not (65000 or 50220 or 50221 or 50222 or 50225 or 50227 or 52936) && known.GetBytes("\"\r\n,;|\t").AsSpan().SequenceEqual("\"\r\n,;|\t"u8) ? known : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or EncoderFallbackException)
        {
            return null;
        }
    }
}
