using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>Orders locations by file and place.</summary>
internal sealed class LocationOrder : IComparer<Location>
{
    public static LocationOrder Instance { get; } = new();

    public int Compare(Location x, Location y)
    {
        var byFile = string.CompareOrdinal(x.SourceTree?.FilePath, y.SourceTree?.FilePath);
        return byFile != 0 ? byFile : x.SourceSpan.CompareTo(y.SourceSpan);
    }
}
