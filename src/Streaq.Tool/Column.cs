namespace Streaq.Tool;

/// <summary>A column of a <see cref="Listing"/>.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Cut">How its texts are cut on a narrow screen.</param>
internal sealed record Column(string Name, Cut Cut = Cut.Never)
{
    private const string Ellipsis = "…";

    /// <summary>The least length to which its texts are cut.</summary>
    public int Shortest => Cut switch
    {
        Cut.Start => 9,
        Cut.End => 24,
        _ => int.MaxValue,
    };

    public static implicit operator Column(string name) => new(name);

    /// <returns>The text, cut to the given length.</returns>
    public string Fit(string text, int length) => text.Length <= length ? text
        : Cut is Cut.Start ? Ellipsis + text[^(length - 1)..]
        : text[..(length - 1)] + Ellipsis;
}

/// <summary>Where a text loses characters on a narrow screen.</summary>
internal enum Cut
{
    /// <summary>It stays whole.</summary>
    Never,

    /// <summary>At its start: an id, whose end is distinct.</summary>
    Start,

    /// <summary>At its end: a message.</summary>
    End,
}
