namespace Streaq.Tasks;

/// <summary>A part of a value that JSON would lose.</summary>
/// <param name="Place">The path of members to it, such as <c>Lines[].Price</c>; empty for the value itself.</param>
/// <param name="Reason">The reason and the remedy: a sentence without its subject.</param>
internal sealed record Loss(string Place, string Reason)
{
    public Loss Within(string place) => this with { Place = Place.Length == 0 || Place[0] == '[' ? place + Place : $"{place}.{Place}" };

    public override string ToString() => $"{(Place.Length == 0 ? "it" : $"'{Place}'")} {Reason}";
}

/// <summary>JSON would lose a part of a value. The caller, which knows the task, throws <see cref="PayloadLossException"/>.</summary>
internal sealed class LossFoundException(Loss loss) : Exception(loss.ToString())
{
    public Loss Loss => loss;
}
